/** Converts 99.9 to 0.999, without floating-point error. */
export const toRatio = (percent: number): number => Number((percent / 100).toFixed(6));
