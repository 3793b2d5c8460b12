import { isCounted } from "../cloud/counting";
import { type EvaluatedResource, evaluate } from "../cloud/evaluation";
import { renderManifests } from "../plan/manifests";
import { policyNames } from "../plan/policies";
import { loadConfig } from "../project/config";
import { buildReport } from "../report/build";
import { renderPage } from "../report/render";
import { copiesOf } from "./copies";

/** How many resources dev has at least, its components not counted. */
const ONE_COPY = 150;

/**
 * The report of a stack as a page. With a size, of as many resources (components not counted): the first ones of as many
 * copies of the stack in one program as are needed. A program makes what others wait for first, so that nothing is cut
 * off from what it needs.
 */
export async function pageOfSize(stack: string, size?: number): Promise<{ page: string; resources: number }> {
  const copied = copiesOf(stack, size === undefined ? 1 : Math.ceil(size / ONE_COPY));
  const { resources } = await evaluate(copied);
  const shown = size === undefined ? resources : firstOf(resources, size);
  const count = shown.filter(isCounted).length;
  if (size !== undefined && count < size) throw new Error(`only ${count} of ${size} resources`);
  const page = await renderPage({
    report: buildReport(stack, shown, new Date()),
    changes: undefined,
    policies: loadConfig().policies?.check(shown, copied.config, copied.project) ?? [],
    policyNames: policyNames(),
    manifests: renderManifests(shown),
  });
  return { page, resources: count };
}

function firstOf(resources: readonly EvaluatedResource[], size: number): readonly EvaluatedResource[] {
  let count = 0;
  return resources.filter((resource) => {
    if (count === size) return false;
    if (isCounted(resource)) count += 1;
    return true;
  });
}
