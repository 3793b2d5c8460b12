import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface CertificateArgs {
  /** Names that the certificate is for, the first being its own. Changing them replaces it, the new one first. */
  readonly hosts: readonly [string, ...string[]];
  /** Id of the public hosted zone in Route 53 that the names lie in. */
  readonly hostedZoneId: string;
}

/** A certificate that proves its names by DNS records and renews itself as long as those are there. */
export class Certificate extends pulumi.ComponentResource {
  /** ARN of the certificate, known when it has been issued. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Certificate", name, {}, opts);
    const [domainName, ...subjectAlternativeNames] = args.hosts;
    const certificate = new aws.acm.Certificate(
      name,
      { domainName, subjectAlternativeNames, validationMethod: "DNS" },
      { parent: this },
    );
    const records = args.hosts.map((host) => this.createProof(name, host, args.hostedZoneId, certificate));
    this.arn = new aws.acm.CertificateValidation(
      name,
      { certificateArn: certificate.arn, validationRecordFqdns: records.map(({ fqdn }) => fqdn) },
      { parent: this },
    ).certificateArn;
    this.registerOutputs({ arn: this.arn });
  }

  /** https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html */
  private createProof(
    name: string,
    host: string,
    zoneId: string,
    certificate: aws.acm.Certificate,
  ): aws.route53.Record {
    // ACM gives the records in no particular order.
    const option = certificate.domainValidationOptions.apply((options) => {
      const found = options.find(({ domainName }) => domainName === host);
      if (found === undefined) throw new Error(`ACM names no validation record for ${host}`);
      return found;
    });
    return new aws.route53.Record(
      `${name}-${host}`,
      {
        zoneId,
        name: option.resourceRecordName,
        type: option.resourceRecordType,
        records: [option.resourceRecordValue],
        ttl: 300,
      },
      { parent: this },
    );
  }
}
