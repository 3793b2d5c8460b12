/** Judges a resource of any type of AWS by its region and partition, and by the age of the lists that know its values. */
import type { Judge } from "../package";
import { judgeServiceOf } from "./offers/services";
import { notCheckedRules } from "./rules";
import { partitionProblems } from "./rules/partitions";
import { agedNames } from "./rules/values";
import { agedValues } from "./schemas/check";

export const judgeResource: Judge = (type, subject) => {
  const { inputs, cloud } = subject;
  const { problems, notChecked } = judgeServiceOf(type, cloud.account.region);
  return {
    problems: [...problems, ...partitionProblems(subject)],
    notChecked: [
      ...notChecked,
      ...agedValues(type, inputs, cloud.today),
      ...agedNames(type, inputs, cloud.today),
      ...(notCheckedRules[type]?.(subject) ?? []),
    ],
  };
};
