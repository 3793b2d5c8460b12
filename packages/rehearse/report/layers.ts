/** A node of the graph: its box, and its dependencies as indexes into the list of nodes. */
export interface Placeable {
  readonly box: number;
  readonly waits: readonly number[];
}

/** The connections to draw, without those that follow from others. */
export interface Connections {
  /** Between nodes of one box. */
  readonly nodeEdges: readonly (readonly [from: number, to: number])[];
  readonly boxEdges: readonly (readonly [from: number, to: number])[];
}

/** Finds the connections to draw, once per page. */
export function connect(nodes: readonly Placeable[], boxes: number): Connections {
  const members = membersOf(nodes, boxes);
  const between = connections(nodes, boxes);
  return {
    nodeEdges: members.flatMap((own) => reduced(own, (index) => within(nodes, index, own))),
    boxEdges: reduced([...members.keys()], (box) => [...(between[box] ?? [])]),
  };
}

/** The nodes of each layer: the longest chain of their dependencies has the same length. Cycles are broken. */
export function layersOf(count: number, waits: readonly ReadonlySet<number>[]): number[][] {
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

export function connections(nodes: readonly Placeable[], boxes: number): Set<number>[] {
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

/** Sorts the boxes of a layer by the positions of their dependencies, so that few lines cross. */
export function ordered(
  layers: readonly (readonly number[])[],
  between: readonly ReadonlySet<number>[],
): number[][] {
  const placeOf = new Map<number, number>();
  return layers.map((layer) => {
    const wish = (box: number) => {
      const places = [...(between[box] ?? [])].flatMap((other) => placeOf.get(other) ?? []);
      return places.length > 0 ? places.reduce((sum, place) => sum + place, 0) / places.length : 0;
    };
    const sorted = [...layer].sort((one, other) => wish(one) - wish(other) || one - other);
    for (const [place, box] of sorted.entries()) placeOf.set(box, (place + 1) / (sorted.length + 1));
    return sorted;
  });
}

export function membersOf(nodes: readonly Placeable[], boxes: number): number[][] {
  const members: number[][] = Array.from({ length: boxes }, () => []);
  for (const [index, { box }] of nodes.entries()) members[box]?.push(index);
  return members;
}
