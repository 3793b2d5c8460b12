/** A prepared account and the resources of prod, for the tests of a file. */
import type { Finding } from "@groundwork/delivery/preflight/finding";
import { type Preflight, type PreflightArgs, preflight } from "@groundwork/delivery/preflight/preflight";
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import {
  type GivenAnswer,
  type MotoWithAnswers,
  startMotoWithAnswers,
} from "@groundwork/testbed/moto/answers";
import { evaluated } from "../../evaluated";
import { ACCOUNT, goodAnswers, prepareMoto } from "./account";

const NOW = new Date("2026-11-26T00:00:00Z");

/** Starts the account before the tests of the file. Every test begins with an account without a problem. */
export function useAccount() {
  let moto: MotoWithAnswers;
  let prod: readonly EvaluatedResource[];
  beforeAll(async () => {
    moto = await startMotoWithAnswers(ACCOUNT);
    Object.assign(process.env, moto.env);
    await prepareMoto(moto);
    ({ resources: prod } = await evaluated("prod"));
  }, 120_000);
  beforeEach(async () => {
    await moto.clear();
    await moto.give(...goodAnswers(moto));
  });
  afterAll(() => moto?.stop());

  const ask = (args: Partial<PreflightArgs> = {}): Promise<Preflight> =>
    preflight({
      stack: "prod",
      resources: prod,
      timeoutSeconds: 60,
      signal: new AbortController().signal,
      now: NOW,
      ...args,
    });

  return {
    moto: () => moto,
    prod: () => prod,
    ask,
    /** The findings that are not ok, as `result: asked: found`. */
    async notOk(...answers: readonly GivenAnswer[]): Promise<readonly string[]> {
      await moto.give(...answers);
      const { findings } = await ask();
      expect(findings.every(({ result, advice }) => (result === "ok") === (advice === ""))).toBe(true);
      return findings.filter(({ result }) => result !== "ok").map(line);
    },
  };
}

/** A finding in one line. */
export const line = ({ asked, result, found }: Finding) => `${result}: ${asked}: ${found}`;
