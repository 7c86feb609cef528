// Reads the page's data blocks. A block is parsed when first asked for, and kept.

const blocks = new Map();

async function inflate(text) {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

async function parse(name) {
  const node = document.getElementById(`data-${name}`);
  const packed = node.type === "application/x-deflate-json";
  return JSON.parse(packed ? await inflate(node.textContent) : node.textContent);
}

/** The value of a data block (a promise, the same one at every call). */
export function load(name) {
  if (!blocks.has(name)) blocks.set(name, parse(name));
  return blocks.get(name);
}

/** A column of repeated texts: the text of a row, or "" where it has none. */
export function decoded(column, row) {
  const at = column.rows[row];
  return at < 0 ? "" : column.values[at];
}
