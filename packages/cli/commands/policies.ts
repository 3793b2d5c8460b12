/** `npm run policies`: prints the table of docs/policies.md. */
import { policyTable } from "../../../policy/table";

console.log(policyTable());
