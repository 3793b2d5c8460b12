/** An issue; a pull request is one too, as on GitHub. */
export interface Issue {
  readonly number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  stateReason: string | null;
  labels: string[];
  readonly login: string;
  readonly pullRequest: boolean;
  locked: boolean;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly login: string;
  body: string;
}

/** The server's data: one repository, its issues and comments, and the owners of tokens. */
export class Store {
  readonly owner = "octo-org";
  readonly repo = "platform";
  readonly issues: Issue[] = [];
  readonly comments: Comment[] = [];
  /** The login of a token. Tokens that are missing here are rejected. */
  readonly tokens = new Map([
    ["ghs_of-the-job", "github-actions[bot]"],
    ["ghp_of-a-person", "octocat"],
  ]);
  /** Granted permissions. Without them, write requests are forbidden, as for a pull request from a fork. */
  readonly permissions = new Set(["issues=write", "pull_requests=write"]);
  private last = 1000;

  addIssue(given: Partial<Issue> = {}): Issue {
    const issue: Issue = {
      number: this.issues.length + 1,
      title: "A title",
      body: "",
      state: "open",
      stateReason: null,
      labels: [],
      login: "octocat",
      pullRequest: false,
      locked: false,
      ...given,
    };
    this.issues.push(issue);
    return issue;
  }

  addComment(issue: number, login: string, body: string): Comment {
    this.last += 1;
    const comment = { id: this.last, issue, login, body };
    this.comments.push(comment);
    return comment;
  }

  /** The texts of an issue's comments by one author, oldest first. */
  textsOf(issue: number, login = "github-actions[bot]"): string[] {
    return this.comments
      .filter((each) => each.issue === issue && each.login === login)
      .map(({ body }) => body);
  }
}
