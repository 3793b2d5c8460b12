import { passReferences } from "../../k8s/secret-files";

test("a secret is the value of a variable only if the application asks for it", () => {
  const { env, volumes } = passReferences({
    MAIL_TOKEN: { secret: "mail", key: "token" },
    API_KEY: { secret: "carrier", key: "key", as: "environment" },
  });
  expect(env).toEqual([
    { name: "MAIL_TOKEN_FILE", value: "/run/secrets/references/MAIL_TOKEN" },
    { name: "API_KEY", valueFrom: { secretKeyRef: { name: "carrier", key: "key" } } },
  ]);
  expect(JSON.stringify(volumes)).not.toContain("carrier");
});

test("a pod without files has no volume for them", () => {
  const none = { volumeMounts: [], volumes: [] };
  expect(passReferences()).toEqual({ env: [], ...none });
  expect(passReferences({ API_KEY: { secret: "a", key: "b", as: "environment" } })).toMatchObject(none);
});
