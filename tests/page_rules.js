// What tests ask of every page, evaluated in it through the debugger (which no policy binds), after axe-core.
window.rules = {
  /** The page's language, its title, then its first headings. */
  head() {
    return [document.documentElement.lang, document.title, ...[...document.querySelectorAll("h1")].map((h1) => h1.innerText)];
  },

  /** Violations that axe-core finds, one line each. */
  async axe() {
    const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run(document, { resultTypes: ["violations"], runOnly: { type: "tag", values } });
    const line = (rule, node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`;
    return violations.flatMap((rule) => rule.nodes.map((node) => line(rule, node)));
  },

  /** What stands alone, can be touched, and is smaller than 44 px high. Links inside a sentence are not concerned. */
  smallTargets() {
    return [...document.querySelectorAll("a[href], button, select, summary, textarea, input:not([type=hidden])")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => getComputedStyle(element).display !== "inline" && !element.closest(".govuk-skip-link"))
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([, box]) => box.width > 1 && (box.height < 43.5 || box.width < 24))
      .map(([element, box]) => {
        const words = (element.textContent || element.name || "").trim().slice(0, 40);
        return `${element.tagName.toLowerCase()} “${words}” ${Math.round(box.width)}×${Math.round(box.height)}`;
      });
  },

  /** Links and buttons whose words have the colour of their ground: axe-core takes such words for hidden ones. */
  inkOnItself() {
    const ground = (element) => {
      for (let up = element; up; up = up.parentElement) {
        const colour = getComputedStyle(up).backgroundColor;
        if (!/^(transparent|rgba\(.*, 0\))$/.test(colour)) return colour;
      }
      return "rgb(255, 255, 255)";
    };
    return [...document.querySelectorAll("a[href], button")]
      .filter((element) => element.textContent.trim() && element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => getComputedStyle(element).color === ground(element))
      .map((element) => `${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 40)}”`);
  },

  /** The first elements that reach past the right edge, when the page scrolls sideways. */
  pastTheEdge() {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > width + 0.5)
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
  },
};
