import type { Comment, Issue, Store } from "./store";

export interface Call {
  readonly store: Store;
  readonly token: string;
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Context extends Call {
  readonly login: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Numbers in the path. */
  readonly ids: readonly number[];
}

type Handler = (context: Context) => Reply;

const accepted = "issues=write; pull_requests=write";

/** The requests of GitHub's REST API (https://docs.github.com/en/rest/issues) that the commands send. */
const table: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  ["GET", /^\/issues$/, listIssues],
  ["POST", /^\/issues$/, writing(createIssue)],
  ["GET", /^\/issues\/(\d+)$/, (context) => withIssue(context, (issue) => ok(issueBody(context, issue)))],
  ["PATCH", /^\/issues\/(\d+)$/, writing(updateIssue)],
  ["GET", /^\/issues\/(\d+)\/comments$/, listComments],
  ["POST", /^\/issues\/(\d+)\/comments$/, writing(createComment)],
  ["PATCH", /^\/issues\/comments\/(\d+)$/, writing(updateComment)],
  ["DELETE", /^\/issues\/comments\/(\d+)$/, writing(deleteComment)],
];

/** Handles one request. */
export function routes(call: Call): Reply {
  const login = call.store.tokens.get(call.token);
  if (login === undefined) return refused(401, "Bad credentials");
  if (call.url.pathname === "/user") return user(call, login);
  const root = `/repos/${call.store.owner}/${call.store.repo}`;
  if (!call.url.pathname.startsWith(`${root}/`)) return refused(404, "Not Found");
  const path = call.url.pathname.slice(root.length);
  for (const [method, pattern, handler] of table) {
    const match = pattern.exec(path);
    if (method !== call.method || !match) continue;
    const fields = typeof call.body === "object" && call.body !== null ? { ...call.body } : {};
    return handler({ ...call, login, fields, ids: match.slice(1).map(Number) });
  }
  return refused(404, "Not Found");
}

function user({ token }: Call, login: string): Reply {
  return token.startsWith("ghs_") ? refused(403, "Resource not accessible by integration") : ok({ login });
}

function listIssues(context: Context): Reply {
  const { store, url } = context;
  const state = url.searchParams.get("state") ?? "open";
  const labels = url.searchParams.get("labels")?.split(",") ?? [];
  const creator = url.searchParams.get("creator");
  const found = store.issues
    .filter((issue) => state === "all" || issue.state === state)
    .filter((issue) => labels.every((label) => issue.labels.includes(label)))
    .filter((issue) => creator === null || issue.login === creator)
    .toSorted((a, b) => b.number - a.number);
  return page(context, found, (issue) => issueBody(context, issue));
}

function createIssue(context: Context): Reply {
  const { store, login, fields } = context;
  const problem = tooLong(fields.body);
  if (problem) return problem;
  const labels = Array.isArray(fields.labels) ? fields.labels.map(String) : [];
  const issue = store.addIssue({
    title: String(fields.title),
    body: String(fields.body ?? ""),
    labels,
    login,
  });
  return ok(issueBody(context, issue), 201);
}

function updateIssue(context: Context): Reply {
  const { fields } = context;
  return withIssue(context, (issue) => {
    const problem = tooLong(fields.body);
    if (problem) return problem;
    if (fields.title !== undefined) issue.title = String(fields.title);
    if (fields.body !== undefined) issue.body = String(fields.body);
    if (fields.state === "open" || fields.state === "closed") issue.state = fields.state;
    if (fields.state_reason !== undefined) issue.stateReason = String(fields.state_reason);
    if (Array.isArray(fields.labels)) issue.labels = fields.labels.map(String);
    return ok(issueBody(context, issue));
  });
}

function listComments(context: Context): Reply {
  return withIssue(context, ({ number }) => {
    const found = context.store.comments.filter(({ issue }) => issue === number);
    return page(context, found, (comment) => commentBody(context, comment));
  });
}

function createComment(context: Context): Reply {
  const { store, login, fields } = context;
  return withIssue(context, ({ number, locked }) => {
    if (locked) return refused(403, "Unable to create comment because issue is locked.");
    const body = String(fields.body);
    return tooLong(body) ?? ok(commentBody(context, store.addComment(number, login, body)), 201);
  });
}

function updateComment(context: Context): Reply {
  return withComment(context, (comment) => {
    const body = String(context.fields.body);
    const problem = tooLong(body);
    if (!problem) comment.body = body;
    return problem ?? ok(commentBody(context, comment));
  });
}

function deleteComment(context: Context): Reply {
  return withComment(context, (comment) => {
    context.store.comments.splice(context.store.comments.indexOf(comment), 1);
    return { status: 204, body: "" };
  });
}

function writing(handler: Handler): Handler {
  return (context) => {
    const allowed = accepted.split("; ").some((each) => context.store.permissions.has(each));
    return allowed ? handler(context) : refused(403, "Resource not accessible by integration");
  };
}

function withIssue({ store, ids }: Context, then: (issue: Issue) => Reply): Reply {
  const issue = store.issues.find(({ number }) => number === ids[0]);
  return issue ? then(issue) : refused(404, "Not Found");
}

function withComment({ store, ids }: Context, then: (comment: Comment) => Reply): Reply {
  const comment = store.comments.find(({ id }) => id === ids[0]);
  return comment ? then(comment) : refused(404, "Not Found");
}

/**
 * One page of a list, with 30 entries by default and at most 100, and the addresses of the other pages in the Link
 * header.
 */
function page<T>({ url }: Context, all: readonly T[], show: (each: T) => unknown): Reply {
  const size = Math.min(Number(url.searchParams.get("per_page") ?? 30), 100);
  const number = Number(url.searchParams.get("page") ?? 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (to: number, rel: string) => {
    const other = new URL(url);
    other.searchParams.set("page", String(to));
    return `<${other}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, "prev"), link(1, "first")] : []),
    ...(number < last ? [link(number + 1, "next"), link(last, "last")] : []),
  ];
  const shown = all.slice((number - 1) * size, number * size).map(show);
  return { status: 200, body: shown, headers: links.length > 0 ? { link: links.join(", ") } : {} };
}

function tooLong(body: unknown): Reply | undefined {
  if (typeof body !== "string" || [...body].length <= 65_536) return undefined;
  const message = "body is too long (maximum is 65536 characters)";
  return {
    status: 422,
    body: {
      message: "Validation Failed",
      errors: [{ resource: "IssueComment", code: "custom", field: "body", message }],
    },
  };
}

function issueBody({ store }: Context, issue: Issue): unknown {
  const { number, title, body, state, labels, login, locked, pullRequest } = issue;
  const html = `https://github.com/${store.owner}/${store.repo}/${pullRequest ? "pull" : "issues"}/${number}`;
  return {
    number,
    title,
    body,
    state,
    locked,
    state_reason: issue.stateReason,
    labels: labels.map((name) => ({ name })),
    user: { login },
    html_url: html,
    ...(pullRequest ? { pull_request: { html_url: html } } : {}),
  };
}

function commentBody({ store }: Context, { id, issue, login, body }: Comment): unknown {
  const html = `https://github.com/${store.owner}/${store.repo}/pull/${issue}#issuecomment-${id}`;
  return { id, body, user: { login, type: login.endsWith("[bot]") ? "Bot" : "User" }, html_url: html };
}

function ok(body: unknown, status = 200): Reply {
  return { status, body };
}

function refused(status: number, message: string): Reply {
  const headers = { "x-accepted-github-permissions": accepted, "x-ratelimit-remaining": "4999" };
  return { status, body: { message, documentation_url: "https://docs.github.com/rest" }, headers };
}
