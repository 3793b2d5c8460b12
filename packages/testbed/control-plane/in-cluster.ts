/** `describe` for tests that need a control plane: skipped where it cannot be had (setup.ts has said why). */
export const inCluster = process.env.GROUNDWORK_NO_CONTROL_PLANE === "true" ? describe.skip : describe;
