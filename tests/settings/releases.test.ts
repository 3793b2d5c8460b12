import { problems, settings } from "./changed";

const release = (api: object) => problems({ releases: { api } });

test("without the setting, there is no release", () => {
  expect(settings({}).applications.releases).toEqual({});
});

test("each strategy is accepted, with its steps and bounds", () => {
  const steps = [
    { percent: 5, seconds: 60 },
    { percent: 99, seconds: 86_400 },
  ];
  for (const api of [
    { strategy: "rolling" },
    { strategy: "canary" },
    { strategy: "canary", steps, maxErrorPercent: 0.5, maxSlowPercent: 50, minRequests: 20 },
    { strategy: "blueGreen", seconds: 600 },
  ])
    expect(release(api)).toEqual([]);
});

test.each([
  ["an unknown strategy", { strategy: "recreate" }, /releases\.api.*\{strategy: rolling\}/],
  ["no strategy", {}, /releases\.api.*\{strategy: rolling\}/],
  ["steps of blueGreen", { strategy: "blueGreen", steps: [] }, /releases\.api.*blueGreen, seconds: 300/],
  ["bounds of a rolling update", { strategy: "rolling", maxErrorPercent: 1 }, /\{strategy: rolling\}/],
  ["no step", { strategy: "canary", steps: [] }, /releases\.api\.steps: 1 to 10 steps/],
  [
    "a step back",
    {
      strategy: "canary",
      steps: [
        { percent: 50, seconds: 60 },
        { percent: 25, seconds: 60 },
      ],
    },
    /releases\.api\.steps: steps with a growing percentage/,
  ],
  [
    "a step with all requests",
    { strategy: "canary", steps: [{ percent: 100, seconds: 60 }] },
    /steps\[0\]\.percent: a whole number from 1 to 99/,
  ],
  [
    "a step without two scrapes",
    { strategy: "canary", steps: [{ percent: 5, seconds: 59 }] },
    /steps\[0\]\.seconds: a whole number of seconds from 60/,
  ],
  ["a bound of 0", { strategy: "canary", maxErrorPercent: 0 }, /maxErrorPercent: a percentage above 0/],
  ["too few requests", { strategy: "canary", minRequests: 19 }, /minRequests: a whole number from 20/],
] as [string, object, RegExp][])("%s is refused with what is allowed", (_title, api, message) => {
  expect(release(api).join("\n")).toMatch(message);
});

test("only rolling updates are possible without monitoring", () => {
  const releases = { api: { strategy: "canary" }, web: { strategy: "rolling" } };
  expect(problems({ monitoring: "off", releases })).toEqual([
    "groundwork:releases: rolling for api while monitoring is off: Prometheus decides about the other strategies",
  ]);
});
