/** How the examples are rehearsed: with the policies of the platform. */
import platform from "../rehearse.config";

const { policies, holdsData } = platform;

export const rehearsal = { policies: policies && { ...policies, folder: "../../policy" }, holdsData };
