/* Words that stand out too little from what is behind them (WCAG AA: 4.5, large ones 3), once for each kind of place. */
() => {
  const parsed = (colour) => {
    const [red, green, blue, alpha] = (colour.match(/[\d.]+/g) || []).map(Number);
    return [red, green, blue, alpha === undefined ? 1 : alpha];
  };
  const over = (above, below) => [0, 1, 2].map((at) => above[at] * above[3] + below[at] * (1 - above[3])).concat(1);
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = parsed(getComputedStyle(at).backgroundColor);
      if (colour[3]) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight((below, above) => over(above, below), [255, 255, 255, 1]);
  };
  const light = (colour) => {
    const parts = colour.slice(0, 3).map((each) => each / 255);
    const linear = parts.map((each) => (each <= 0.03928 ? each / 12.92 : Math.pow((each + 0.055) / 1.055, 2.4)));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const opacity = (element) => {
    let left = 1;
    for (let at = element; at; at = at.parentElement) left *= Number(getComputedStyle(at).opacity);
    return left;
  };
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const place = node.parentElement;
    const isWords = node.data.trim() && !place.closest("template, script, style, option, :disabled");
    if (!isWords || !place.checkVisibility() || place.getBoundingClientRect().width < 3) continue;
    const style = getComputedStyle(place);
    const ground = behind(place);
    const colour = parsed(style.color);
    const words = over([...colour.slice(0, 3), colour[3] * opacity(place)], ground);
    const [more, less] = [light(words), light(ground)].sort((one, other) => other - one);
    const contrast = (more + 0.05) / (less + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 700);
    if (contrast >= (isLarge ? 3 : 4.5)) continue;
    const kind = place.tagName.toLowerCase() + "." + place.className;
    if (!found.has(kind)) found.set(kind, kind + " " + contrast.toFixed(2) + ": " + node.data.trim().slice(0, 20));
  }
  return Array.from(found.values());
}
