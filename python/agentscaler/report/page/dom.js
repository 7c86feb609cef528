// Builds nodes. Text only ever enters as text: nothing here or elsewhere parses markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** An HTML element; strings among the children become text nodes. */
export function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

/** A stranger's text, kept apart from the writing direction around it. */
export function foreign(text, attributes) {
  return el("bdi", attributes, text);
}

const BORDER = /(?<=[_\-./:,;=?&#])|(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/** A stranger's identifier, which breaks at underscores, signs and borders of words alone. */
export function identifier(text, attributes) {
  return el("bdi", attributes, text.split(BORDER).flatMap((piece, at) => (at === 0 ? [piece] : [el("wbr"), piece])));
}

/** A count for people: 12,044. */
export function count(value, noun, plural) {
  const text = value.toLocaleString("en-US");
  return noun === undefined ? text : `${text} ${value === 1 ? noun : plural ?? `${noun}s`}`;
}

/** The name of a split as words, with its colour. */
export function splitMark(split) {
  return el("span", { class: "split" }, el("i", { class: `swatch ${split}` }), split.replace("_", " "));
}

export function byId(id) {
  return document.getElementById(id);
}
