import { isCounted } from "../cloud/counting";
import { type EvaluatedResource, evaluate } from "../cloud/evaluation";
import { renderManifests } from "../plan/manifests";
import { policyNames } from "../plan/policies";
import { loadConfig } from "../project/config";
import { buildReport } from "../report/build";
import { renderPage } from "../report/render";
import { copiesOf } from "./copies";

/** Minimum number of resources of dev, without components. */
const ONE_COPY = 150;

/**
 * The report page of a stack. With a size, the page of that number of resources (without components): the first ones of
 * enough copies of the stack in one program. A program registers dependencies first, so the selection contains the
 * dependencies of its resources.
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
