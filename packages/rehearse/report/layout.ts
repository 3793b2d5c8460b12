/** A node of the graph: its box, and its dependencies as indexes into the list of nodes. */
export interface Placeable {
  readonly box: number;
  readonly waits: readonly number[];
}

/** The positions of the nodes, and the edges to draw. */
export interface Placement {
  readonly positions: readonly { readonly x: number; readonly y: number }[];
  /** Width and height of each box, by its index. */
  readonly boxes: readonly { readonly width: number; readonly height: number }[];
  /** Edges between nodes of one box, without those that follow from others. */
  readonly nodeEdges: readonly (readonly [from: number, to: number])[];
  readonly boxEdges: readonly (readonly [from: number, to: number])[];
}

/** Of one node, in pixels. */
export const node = { width: 176, height: 34 } as const;
const gap = { x: 14, y: 12, layer: 26 } as const;
const padding = { side: 18, top: 18, between: 90 } as const;

/**
 * Places nodes in layers. Boxes go from left to right, dependencies first. In a box, the layers go from top to bottom. The
 * time is linear in nodes and edges, so that a thousand take milliseconds.
 */
export function layOut(nodes: readonly Placeable[], boxes: number): Placement {
  const members: number[][] = Array.from({ length: boxes }, () => []);
  for (const [index, { box }] of nodes.entries()) members[box]?.push(index);
  const inside = members.map((own) => arrange(own, nodes));
  const between = connections(nodes, boxes);
  const corners = arrangeBoxes(inside, layersOf(boxes, between));
  const positions = nodes.map(() => ({ x: 0, y: 0 }));
  for (const [box, { places }] of inside.entries()) {
    const corner = corners[box] ?? { x: 0, y: 0 };
    for (const [index, place] of places) positions[index] = { x: corner.x + place.x, y: corner.y + place.y };
  }
  return {
    positions,
    boxes: inside.map(({ width, height }) => ({ width, height })),
    nodeEdges: members.flatMap((own) => reduced(own, (index) => within(nodes, index, own))),
    boxEdges: reduced([...members.keys()], (box) => [...(between[box] ?? [])]),
  };
}

interface Arranged {
  readonly places: ReadonlyMap<number, { x: number; y: number }>;
  readonly width: number;
  readonly height: number;
}

function arrange(own: readonly number[], nodes: readonly Placeable[]): Arranged {
  const position = new Map(own.map((index, at) => [index, at]));
  const waits = own.map((index) => (nodes[index]?.waits ?? []).flatMap((other) => position.get(other) ?? []));
  const layers = layersOf(
    own.length,
    waits.map((each) => new Set(each)),
  );
  const columns = own.length > 36 ? 4 : own.length > 4 ? 3 : 2;
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

/** Places boxes in columns by layer. A layer that is too high continues in another column, low layers share one. */
function arrangeBoxes(
  inside: readonly Arranged[],
  layers: readonly (readonly number[])[],
): { x: number; y: number }[] {
  const outer = inside.map(({ width, height }) => ({
    width: width + padding.between,
    height: height + padding.between,
  }));
  const area = outer.reduce((sum, { width, height }) => sum + width * height, 0);
  const limit = Math.max(...outer.map(({ height }) => height), Math.sqrt(area / 1.25));
  const corners: { x: number; y: number }[] = inside.map(() => ({ x: 0, y: 0 }));
  let [x, y, widest] = [0, 0, 0];
  const nextColumn = () => {
    x += widest;
    y = 0;
    widest = 0;
  };
  for (const layer of layers) {
    const height = layer.reduce((sum, box) => sum + (outer[box]?.height ?? 0), 0);
    if (y > 0 && y + height > limit) nextColumn();
    for (const box of layer) {
      const size = outer[box] ?? { width: 0, height: 0 };
      if (y > 0 && y + size.height > limit) nextColumn();
      corners[box] = { x, y };
      y += size.height;
      widest = Math.max(widest, size.width);
    }
  }
  return corners;
}

/** The nodes of each layer: the longest chain of their dependencies has the same length. Cycles are broken. */
function layersOf(count: number, waits: readonly ReadonlySet<number>[]): number[][] {
  const depths: (number | undefined)[] = Array.from({ length: count });
  const open = new Set<number>();
  const depthOf = (at: number): number => {
    const known = depths[at];
    if (known !== undefined) return known;
    if (open.has(at)) return -1;
    open.add(at);
    let depth = 0;
    for (const other of waits[at] ?? []) depth = Math.max(depth, depthOf(other) + 1);
    open.delete(at);
    depths[at] = depth;
    return depth;
  };
  const layers: number[][] = [];
  for (let at = 0; at < count; at += 1) {
    const depth = depthOf(at);
    const layer = layers[depth] ?? [];
    layers[depth] = layer;
    layer.push(at);
  }
  return Array.from(layers, (layer) => layer ?? []);
}

function connections(nodes: readonly Placeable[], boxes: number): Set<number>[] {
  const between: Set<number>[] = Array.from({ length: boxes }, () => new Set());
  for (const { box, waits } of nodes) {
    for (const other of waits) {
      const target = nodes[other]?.box;
      if (target !== undefined && target !== box) between[box]?.add(target);
    }
  }
  return between;
}

function within(nodes: readonly Placeable[], index: number, own: readonly number[]): number[] {
  const box = nodes[own[0] ?? -1]?.box;
  return (nodes[index]?.waits ?? []).filter((other) => nodes[other]?.box === box);
}

/** The edges that do not follow from two others. */
function reduced(
  members: readonly number[],
  next: (member: number) => readonly number[],
): [number, number][] {
  return members.flatMap((member) => {
    const direct = [...new Set(next(member))].filter((other) => other !== member);
    const further = new Set<number>();
    const open = direct.flatMap((other) => [...next(other)]);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === member || further.has(at)) continue;
      further.add(at);
      open.push(...next(at));
    }
    return direct.filter((other) => !further.has(other)).map((other): [number, number] => [member, other]);
  });
}
