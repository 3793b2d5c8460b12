import { createServer } from "node:http";

/** The answers of a Prometheus about the new version. Undefined: no result. */
export interface Answers {
  errorRatio: number | undefined;
}

/** Starts a server that answers the queries of releases. */
export async function startAnswers(answers: Answers): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const query = new URLSearchParams(body).get("query") ?? new URL(request.url ?? "/", "http://a").search;
      const value = answerTo(query, answers);
      const result = value === undefined ? [] : [{ metric: {}, value: [Date.now() / 1000, String(value)] }];
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ status: "success", data: { resultType: "vector", result } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answerTo(query: string, { errorRatio }: Answers): number | undefined {
  if (errorRatio === undefined) return undefined;
  if (query.includes("5..")) return errorRatio;
  return query.includes("_bucket") ? 0 : 500;
}
