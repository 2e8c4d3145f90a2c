// What in a page is hard to see or to hit: text without contrast, frames of fields without contrast,
// targets too small, anything wider than the window. Returns a list of complaints (WCAG 2.2: 1.4.3, 1.4.11, 2.5.8, 1.4.10).
() => {
  const parts = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = parts(color).slice(0, 3).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const clear = (color) => parts(color)[3] === 0;
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (!clear(color)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const hidden = (node) => node.closest("[aria-hidden=true]") || !node.getClientRects().length;
  const name = (node) => `${node.tagName.toLowerCase()}#${node.id}.${node.className}`;
  const complaints = [];
  for (const node of document.querySelectorAll("body *")) {
    if (hidden(node)) continue;
    const style = getComputedStyle(node);
    const speaks = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (speaks || node.matches("input, textarea")) {
      const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
      const wanted = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
      const found = contrast(style.color, behind(node));
      if (found < wanted) complaints.push(`${name(node)}: text ${found.toFixed(2)}, wanted ${wanted}`);
    }
    if (node.matches("input, textarea")) {
      const found = contrast(style.borderTopColor, behind(node.parentElement));
      if (found < 3) complaints.push(`${name(node)}: frame ${found.toFixed(2)}, wanted 3`);
    }
    if (node.matches("input, textarea, button, nav a")) {
      const { width, height } = node.getBoundingClientRect();
      if (width < 24 || height < 24) complaints.push(`${name(node)}: ${width} x ${height}`);
    }
  }
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) complaints.push(`${over} pixels wider than the window`);
  return complaints;
}
