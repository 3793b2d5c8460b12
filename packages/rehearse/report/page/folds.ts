import { element } from "./data";

/** Opens the folded part of a section. */
export function openFold(section: string): void {
  const fold = element(section).querySelector<HTMLDetailsElement>(":scope > details.fold");
  if (fold) fold.open = true;
}

/** Opens the folded part of a section when a link leads to it, and opens all of them for printing. */
export function foldable(): void {
  const folds = [...document.querySelectorAll<HTMLDetailsElement>("details.fold")];
  document.addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    if (link) openFold(link.hash.slice(1));
  });
  const opened = new Set<HTMLDetailsElement>();
  const onPaper = ({ matches }: { readonly matches: boolean }) => {
    for (const fold of folds) {
      if (matches && !fold.open) opened.add(fold);
      if (opened.has(fold)) fold.open = matches;
    }
    if (!matches) opened.clear();
  };
  const paper = matchMedia("print");
  paper.addEventListener("change", onPaper);
  onPaper(paper);
}
