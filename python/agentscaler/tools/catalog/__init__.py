"""One module a family of formats; each yields the entries of a document as it states them."""
