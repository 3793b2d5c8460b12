import { connections, layersOf, membersOf, ordered, type Placeable } from "./layers";

/** The positions of the centres of all elements, in pixels. */
export interface Placement {
  /** By index. Only nodes of expanded boxes have a position. */
  readonly nodes: ReadonlyMap<number, { readonly x: number; readonly y: number }>;
  readonly boxes: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
}

export interface LayoutOptions {
  /** Boxes that show their nodes; the others are cards. */
  readonly expanded: ReadonlySet<number>;
  /** For a narrow screen: layers from top to bottom in two columns, instead of from left to right. */
  readonly narrow: boolean;
}

/** Size of a node and of a box that is not expanded, in pixels. */
export const node = { width: 176, height: 34 } as const;
export const card = { width: 150, height: 48 } as const;
const gap = { x: 14, y: 12, layer: 26 } as const;
const padding = { side: 18, top: 18, between: 56, below: 24 } as const;
/** Minimum height of a column of boxes before the next one begins. */
const columnHeight = 8 * (card.height + padding.below);

/**
 * Places boxes by layer, each after all boxes that it depends on. The layers of a box's nodes go from top to bottom. The
 * duration is linear in nodes and connections: a thousand nodes take milliseconds.
 */
export function layOut(
  nodes: readonly Placeable[],
  boxes: number,
  { expanded, narrow }: LayoutOptions,
): Placement {
  const inside = membersOf(nodes, boxes).map(
    (own, box): Arranged =>
      expanded.has(box) ? arrange(own, nodes, narrow) : { places: new Map(), ...card },
  );
  const between = connections(nodes, boxes);
  const layers = ordered(layersOf(boxes, between), between);
  const corners = narrow ? arrangeRows(inside, layers) : arrangeColumns(inside, layers);
  const places = new Map<number, { x: number; y: number }>();
  for (const [box, { places: own }] of inside.entries()) {
    const corner = corners[box] ?? { x: 0, y: 0 };
    for (const [index, place] of own) places.set(index, { x: corner.x + place.x, y: corner.y + place.y });
  }
  return {
    nodes: places,
    boxes: inside.map(({ width, height }, box) => {
      const { x, y } = corners[box] ?? { x: 0, y: 0 };
      return { x: x + width / 2, y: y + height / 2, width, height };
    }),
  };
}

interface Arranged {
  readonly places: ReadonlyMap<number, { x: number; y: number }>;
  readonly width: number;
  readonly height: number;
}

function arrange(own: readonly number[], nodes: readonly Placeable[], narrow: boolean): Arranged {
  const position = new Map(own.map((index, at) => [index, at]));
  const waits = own.map((index) => (nodes[index]?.waits ?? []).flatMap((other) => position.get(other) ?? []));
  const layers = layersOf(
    own.length,
    waits.map((each) => new Set(each)),
  );
  const columns = narrow ? 2 : own.length > 36 ? 4 : own.length > 4 ? 3 : 2;
  const columnOf = new Map<number, number>();
  const places = new Map<number, { x: number; y: number }>();
  let top = padding.top;
  for (const layer of layers) {
    // A node is placed below its dependencies, so that few edges cross.
    const wish = (at: number) => {
      const others = (waits[at] ?? []).flatMap((other) => columnOf.get(other) ?? []);
      return others.length > 0 ? others.reduce((sum, column) => sum + column, 0) / others.length : 0;
    };
    const sorted = [...layer].sort((one, other) => wish(one) - wish(other) || one - other);
    for (const [place, at] of sorted.entries()) {
      const column = place % columns;
      columnOf.set(at, column);
      const x = padding.side + node.width / 2 + column * (node.width + gap.x);
      const y = top + node.height / 2 + Math.floor(place / columns) * (node.height + gap.y);
      places.set(own[at] ?? -1, { x, y });
    }
    top += Math.ceil(sorted.length / columns) * (node.height + gap.y) - gap.y + gap.layer;
  }
  const widest = Math.min(columns, Math.max(1, ...layers.map(({ length }) => length)));
  const width = 2 * padding.side + widest * (node.width + gap.x) - gap.x;
  return { places, width, height: top - gap.layer + padding.side };
}

type Corners = { x: number; y: number }[];

/** One column per layer, centred; a layer that is too high continues in another column. */
function arrangeColumns(inside: readonly Arranged[], layers: readonly (readonly number[])[]): Corners {
  const area = inside.reduce((sum, { width, height }) => sum + (width + padding.between) * height, 0);
  const limit = Math.max(columnHeight, ...inside.map(({ height }) => height), Math.sqrt(area / 1.25));
  const heightOf = (column: readonly number[]) =>
    column.reduce((sum, box) => sum + (inside[box]?.height ?? 0) + padding.below, -padding.below);
  const columns = layers.flatMap((layer) => {
    const split: number[][] = [[]];
    for (const box of layer) {
      const last = split.at(-1) ?? [];
      if (last.length > 0 && heightOf([...last, box]) > limit) split.push([box]);
      else last.push(box);
    }
    return split;
  });
  const highest = Math.max(...columns.map(heightOf));
  const corners: Corners = inside.map(() => ({ x: 0, y: 0 }));
  let x = 0;
  for (const column of columns) {
    const width = Math.max(...column.map((box) => inside[box]?.width ?? 0));
    let y = (highest - heightOf(column)) / 2;
    for (const box of column) {
      corners[box] = { x: x + (width - (inside[box]?.width ?? 0)) / 2, y };
      y += (inside[box]?.height ?? 0) + padding.below;
    }
    x += width + padding.between;
  }
  return corners;
}

/** Two cards per row, from top to bottom by layer; an expanded box has its own row. */
function arrangeRows(inside: readonly Arranged[], layers: readonly (readonly number[])[]): Corners {
  const width = 2 * card.width + gap.x;
  const corners: Corners = inside.map(() => ({ x: 0, y: 0 }));
  let y = 0;
  for (const layer of layers) {
    let row: number[] = [];
    const endRow = () => {
      const used = row.reduce((sum, box) => sum + (inside[box]?.width ?? 0) + gap.x, -gap.x);
      let x = (width - used) / 2;
      for (const box of row) {
        corners[box] = { x, y };
        x += (inside[box]?.width ?? 0) + gap.x;
      }
      if (row.length > 0) y += Math.max(...row.map((box) => inside[box]?.height ?? 0)) + padding.below;
      row = [];
    };
    for (const box of layer) {
      const isCard = (inside[box]?.places.size ?? 0) === 0;
      if (!isCard || row.length === 2) endRow();
      row.push(box);
      if (!isCard) endRow();
    }
    endRow();
  }
  return corners;
}
