/** `describe` for tests that need a control plane: skipped if there is none (setup.ts prints the reason). */
export const inCluster = process.env.GROUNDWORK_NO_CONTROL_PLANE === "true" ? describe.skip : describe;
