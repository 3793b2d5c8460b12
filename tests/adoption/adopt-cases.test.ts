/** Adopts the platform as others do, and runs all of its tests and the rehearsals of all environments. */
import { cases } from "./cases";
import { testCases } from "./run-case";

testCases(cases, [], (environments) => environments);
