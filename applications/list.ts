/** The applications beside the gallery. docs/applications.md describes how to add one. */
import type { ApplicationSpec } from "./spec";

export const applications: readonly ApplicationSpec[] = [];
