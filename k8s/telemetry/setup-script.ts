/** The script that prepares OpenSearch. It runs in a pod with a shell and curl. */
import type { StoreRequest } from "./log-store";
import type { Lifecycle } from "./search-access";

/** Folder of the script and of the bodies of its requests. */
export const setupFolder = "/etc/search-setup";
/** Name of the script in it. */
export const setupScript = "setup.sh";

/** Lists the names of all indices, also of those that belong to data streams. */
export const allIndices = "/_cat/indices?expand_wildcards=all&h=index";

/** Parameters of {@link buildSetup}. */
interface Setup {
  /** Base URL of the domain. */
  readonly url: string;
  readonly region: string;
  /** Requests, in this order. */
  readonly requests: readonly StoreRequest[];
  readonly lifecycles: readonly Lifecycle[];
}

/**
 * Builds the files of the setup: the script, and a file with the body of each request. It can be repeated: each request replaces what an
 * earlier one made. The script signs with the credentials of the pod's role, which it never passes as arguments of a program.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function buildSetup({ url, region, requests, lifecycles }: Setup): Record<string, string> {
  const bodies: [string, string][] = [];
  const add = (body: object | undefined) => {
    if (body === undefined) return "";
    const name = `${String(bodies.length + 1).padStart(2, "0")}.json`;
    bodies.push([name, JSON.stringify(body)]);
    return ` ${name}`;
  };
  const steps = [
    ...requests.map(({ path, body }) => `put '${path}'${add(body)}`),
    ...lifecycles.map(({ path, body, indices }) => {
      const change = { policy_id: path.slice(path.lastIndexOf("/") + 1) };
      return `put_lifecycle '${path}' '${indices}'${add(body)}${add(change)}`;
    }),
  ];
  return {
    [setupScript]: [functionsOf(url, region), ...steps, ""].join("\n"),
    ...Object.fromEntries(bodies),
  };
}

const functionsOf = (url: string, region: string) =>
  String.raw`set -eu
cd "$(dirname "$0")"
url='${url}'

credentials=$(printf 'header = "Authorization: %s"\n' "$(cat "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")" |
  curl -sS --fail --retry 5 --retry-connrefused -K - "$AWS_CONTAINER_CREDENTIALS_FULL_URI")
field() { printf '%s' "$credentials" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }
signed=$(printf 'user = "%s:%s"\nheader = "x-amz-security-token: %s"\n' \
  "$(field AccessKeyId)" "$(field SecretAccessKey)" "$(field Token)")

# The answer is in $answer. An error of the server ends the script, with the answer in its last line.
call() {
  method=$1 path=$2 body=\${3:-}
  answer=$(printf '%s\n' "$signed" | curl -sS --fail-with-body --retry 5 --retry-connrefused --max-time 60 \
    --aws-sigv4 'aws:amz:${region}:es' -K - -X "$method" -H 'content-type: application/json' \
    \${body:+--data-binary "@$body"} "$url$path") || { echo "$method $path: $answer" >&2; return 1; }
}

put() { call PUT "$1" "\${2:-}"; echo "$1"; }

# A version of a lifecycle is replaced by its number. Indices that exist keep the earlier one until they are told; without any, OpenSearch
# would refuse to tell them. Parameters are in the order of the alphabet, as they are signed.
put_lifecycle() {
  number() { printf '%s' "$answer" | sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"; }
  call GET "/_plugins/_ism/policies?size=1000"
  version=
  case $answer in
    *"\"_id\":\"\${1##*/}\""*)
      call GET "$1"
      version="?if_primary_term=$(number _primary_term)&if_seq_no=$(number _seq_no)" ;;
  esac
  call PUT "$1$version" "$3"
  call GET '${allIndices}'
  for index in $answer; do
    case $index in $2) call POST "/_plugins/_ism/change_policy/$index" "$4" ;; esac
  done
  echo "$1"
}
`.replaceAll("\\$", "$");
