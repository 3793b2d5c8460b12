import { rehearsal } from "../rehearsal";

export default { ...rehearsal, program: () => (require("./index") as typeof import("./index"))() };
