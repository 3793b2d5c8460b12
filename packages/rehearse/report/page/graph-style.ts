import type cytoscape from "cytoscape";
import { card, node } from "../layout";
import { colours } from "./colours";

/**
 * The graph's style in the page's colours.
 *
 * @param narrow whether dependencies go from top to bottom instead of from left to right
 */
export function styleOf(narrow: boolean): cytoscape.StylesheetJson {
  const c = colours();
  const kinds = ["network", "compute", "data", "identity", "workload", "watch", "other"] as const;
  return [
    {
      selector: "node.resource",
      style: {
        shape: "round-rectangle",
        width: node.width,
        height: node.height,
        "background-color": c.surface,
        "border-width": 1.5,
        "border-color": c.other,
        label: "data(label)",
        color: c.ink,
        "font-size": 12,
        "font-family": "system-ui, sans-serif",
        "text-valign": "center",
        "text-halign": "center",
        "text-wrap": "wrap",
        "line-height": 1.15,
        "min-zoomed-font-size": 5,
      },
    },
    ...kinds.map((kind) => ({ selector: `node.${kind}`, style: { "border-color": c[kind] } })),
    {
      selector: "node.box",
      style: {
        shape: "round-rectangle",
        "background-color": c.box,
        "border-width": 1.5,
        "border-color": c.quiet,
        label: "data(label)",
        color: c.ink,
        "font-size": 15,
        "font-weight": 600,
        "font-family": "system-ui, sans-serif",
        "text-halign": "center",
        "text-wrap": "wrap",
        "min-zoomed-font-size": 5,
      },
    },
    {
      selector: "node.card",
      style: {
        width: card.width,
        height: card.height,
        "text-valign": "center",
        "line-height": 1.2,
        "font-size": 13,
      },
    },
    { selector: "node.expanded", style: { "text-valign": "top", "text-margin-y": -2, padding: "16px" } },
    {
      selector: "edge",
      style: {
        width: 1.2,
        "line-color": c.quiet,
        "target-arrow-color": c.quiet,
        "curve-style": "straight",
        // Clicks on a line go to the element below it.
        events: "no",
        opacity: 0.45,
      },
    },
    {
      selector: "edge.between",
      style: {
        width: 1.6,
        // From the middle of one side to the middle of the other, so that lines between adjacent layers cross no card.
        "source-endpoint": narrow ? "180deg" : "90deg",
        "target-endpoint": narrow ? "0deg" : "270deg",
        "target-arrow-shape": "triangle",
        opacity: 0.75,
      },
    },
    { selector: "edge.within", style: { "target-arrow-shape": "triangle", "arrow-scale": 0.6 } },
    { selector: "node.added", style: { "background-color": c.added, "background-opacity": 0.18 } },
    { selector: "node.changed", style: { "background-color": c.changed, "background-opacity": 0.22 } },
    { selector: "node.forbidden", style: { "border-color": c.bad, "border-width": 4 } },
    { selector: ".far", style: { opacity: 0.5 } },
    { selector: ".dim", style: { opacity: 0.3 } },
    { selector: "node.found", style: { "border-width": 3 } },
    { selector: "node.near", style: { "border-width": 3 } },
    {
      selector: "node.chosen",
      style: {
        "border-width": 4,
        "border-color": c.accent,
        "overlay-color": c.accent,
        "overlay-opacity": 0.08,
      },
    },
    {
      selector: "edge.extra",
      style: {
        width: 2,
        "curve-style": "bezier",
        "target-arrow-shape": "triangle",
        opacity: 1,
        "z-index": 10,
      },
    },
    { selector: "edge.before", style: { "line-color": c.accent, "target-arrow-color": c.accent } },
    {
      selector: "edge.after",
      style: { "line-color": c.quiet, "target-arrow-color": c.quiet, "line-style": "dashed" },
    },
  ];
}
