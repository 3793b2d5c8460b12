/** A resource type that is not built in, as a project adds it in `types` of rehearse.config.ts. */

import { fixed } from "@groundwork/rehearse/cloud/billing";
import type { Package } from "@groundwork/rehearse/cloud/package";
import { defineType } from "@groundwork/rehearse/cloud/resource-type";
import type * as aws from "@pulumi/aws";

export const tableType = "aws:dynamodb/table:Table";

export const tables: Package = {
  resources: {
    [tableType]: defineType<aws.dynamodb.Table, aws.dynamodb.TableArgs>({
      autoName: { property: "name", maxLength: 255 },
      unique: ["name"],
      replaceOn: ["name", "hashKey", "rangeKey"],
      importId: ({ name }) => name,
      refuse: ({ inputs }) =>
        inputs.billingMode === "PROVISIONED" && !inputs.readCapacity
          ? ["billingMode PROVISIONED needs readCapacity"]
          : [],
      defaults: { billingMode: () => "PROVISIONED" },
      outputs: {
        arn: ({ inputs, cloud: { account } }) =>
          `arn:aws:dynamodb:${account.region}:${account.id}:table/${inputs.name}`,
        streamArn: () => "",
        streamLabel: () => "",
        tagsAll: () => ({}),
      },
      secrets: ["restoreSourceName"],
      summary: ["hashKey", "billingMode"],
      seconds: { create: 45, delete: 30, source: "an invented figure, for the tests" },
      price: ({ inputs }) => [
        fixed(
          {
            name: "Table for the tests",
            usd: 2,
            per: "unit-month",
            page: "https://aws.amazon.com/dynamodb/pricing/",
            seen: "an invented figure, for the tests",
            asOf: "2020-01-02",
          },
          Number(inputs.readCapacity),
        ),
      ],
      after: [
        {
          first: ["aws:iam/rolePolicy:RolePolicy"],
          because: "the tests invent that it needs its permissions",
          source: "https://example.com/order",
        },
      ],
    }),
  },
};
