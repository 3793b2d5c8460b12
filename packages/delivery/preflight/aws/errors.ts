/** How a call to AWS fails. */

/** AWS answered with an error. */
export class AwsRefusal extends Error {
  override readonly name = "AwsRefusal";
  constructor(
    readonly operation: string,
    /** Such as `NoSuchEntity`. */
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }

  /** Whether a policy does not allow the call. */
  get denied(): boolean {
    return /^(Client\.)?(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError|NotAuthorized)$/.test(
      this.code,
    );
  }

  /** Whether AWS does not accept the credentials. */
  get credentials(): boolean {
    return /^(ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException|AuthFailure|InvalidSignatureException)$/.test(
      this.code,
    );
  }

  /** Whether the same call can succeed later. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
  get temporary(): boolean {
    return (
      this.status >= 500 ||
      /^(Client\.)?(Throttl|RequestLimitExceeded|TooManyRequests|RequestThrottled|SlowDown)/.test(this.code)
    );
  }
}

/** AWS did not answer. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** AWS answered with something that its documentation does not describe. */
export class UnknownAnswer extends Error {
  override readonly name = "UnknownAnswer";
}
