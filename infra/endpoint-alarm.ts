import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link EndpointAlarm}. Changes are applied in place. */
export interface EndpointAlarmArgs {
  /** Name of the cluster whose public endpoint is watched. */
  readonly clusterName: pulumi.Input<string>;
  /** ARN of the SNS topic that receives the alert. */
  readonly topicArn: pulumi.Input<string>;
  /** Policy of the topic. It must allow EventBridge to publish before an event arrives. */
  readonly topicPolicy: pulumi.Resource;
}

/** The name of the alert, and of its runbook. */
export const RUNBOOK = "KubernetesApiOpened";

/**
 * An EventBridge rule that sends an alert when the public endpoint of the cluster is opened.
 * `groundwork shell` does so, and so does every other client of EKS. The alert names the identity.
 *
 * EventBridge receives calls of AWS's APIs only if a CloudTrail trail of the account records management events in the region; the event
 * history of CloudTrail is not enough. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class EndpointAlarm extends pulumi.ComponentResource {
  constructor(name: string, args: EndpointAlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:EndpointAlarm", name, {}, opts);
    const rule = new aws.cloudwatch.EventRule(
      name,
      {
        description: `The Kubernetes API was opened. Runbook: docs/runbooks/${RUNBOOK}.md`,
        eventPattern: pulumi.jsonStringify(openingOf(args.clusterName)),
      },
      { parent: this },
    );
    const message =
      "The Kubernetes API of <cluster> was opened for <blocks> by <identity> from <address>, at <time>. " +
      `Runbook: docs/runbooks/${RUNBOOK}.md`;
    new aws.cloudwatch.EventTarget(
      name,
      {
        rule: rule.name,
        arn: args.topicArn,
        // The whole event has some 60 lines, and alerts are read on a telephone.
        inputTransformer: {
          inputPaths: {
            cluster: "$.detail.requestParameters.name",
            blocks: "$.detail.requestParameters.resourcesVpcConfig.publicAccessCidrs",
            identity: "$.detail.userIdentity.arn",
            address: "$.detail.sourceIPAddress",
            time: "$.time",
          },
          inputTemplate: JSON.stringify(message),
        },
      },
      { parent: this, dependsOn: [args.topicPolicy] },
    );
    this.registerOutputs({});
  }
}

/**
 * Matches successful calls that open the endpoint. A call that only changes the addresses of an endpoint that is open already is not
 * matched. https://docs.aws.amazon.com/eks/latest/userguide/logging-using-cloudtrail.html
 */
function openingOf(clusterName: pulumi.Input<string>) {
  return {
    source: ["aws.eks"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["eks.amazonaws.com"],
      eventName: ["UpdateClusterConfig"],
      errorCode: [{ exists: false }],
      requestParameters: { name: [clusterName], resourcesVpcConfig: { endpointPublicAccess: [true] } },
    },
  };
}
