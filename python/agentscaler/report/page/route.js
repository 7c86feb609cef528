// The address of what is open: #domain=ID.

/** The id of the domain that the address names, or null. */
export function openDomain() {
  const match = /^#domain=(.+)$/.exec(location.hash);
  return match === null ? null : decodeURIComponent(match[1]);
}

export function domainLink(id) {
  return `#domain=${encodeURIComponent(id)}`;
}

/** Take the domain out of the address without a jump of the page. */
export function leaveDomain() {
  if (openDomain() !== null) history.pushState(null, "", location.pathname + location.search);
}
