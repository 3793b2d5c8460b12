import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link Certificate}. */
export interface CertificateArgs {
  /**
   * DNS names of the certificate: the domain name, then alternative names. Changing them replaces the certificate; the
   * new one is created first.
   *
   * @example ["gallery.example.com", "api.gallery.example.com"]
   */
  readonly hosts: readonly [string, ...string[]];
  /** Id of the public Route 53 hosted zone of the names. Changing it replaces the validation records. */
  readonly hostedZoneId: string;
}

/** An ACM certificate, validated by DNS records. ACM renews it automatically while these records exist. */
export class Certificate extends pulumi.ComponentResource {
  /** ARN of the certificate, available once the certificate is issued. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Certificate", name, {}, opts);
    const [domainName, ...subjectAlternativeNames] = args.hosts;
    const certificate = new aws.acm.Certificate(
      name,
      { domainName, subjectAlternativeNames, validationMethod: "DNS" },
      { parent: this },
    );
    const records = args.hosts.map((host) =>
      this.createValidationRecord(name, host, args.hostedZoneId, certificate),
    );
    this.arn = new aws.acm.CertificateValidation(
      name,
      { certificateArn: certificate.arn, validationRecordFqdns: records.map(({ fqdn }) => fqdn) },
      { parent: this },
    ).certificateArn;
    this.registerOutputs({ arn: this.arn });
  }

  /** https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html */
  private createValidationRecord(
    name: string,
    host: string,
    zoneId: string,
    certificate: aws.acm.Certificate,
  ): aws.route53.Record {
    // ACM returns the records in no particular order.
    const option = certificate.domainValidationOptions.apply((options) => {
      const found = options.find(({ domainName }) => domainName === host);
      if (found === undefined) throw new Error(`ACM returned no validation record for ${host}`);
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
