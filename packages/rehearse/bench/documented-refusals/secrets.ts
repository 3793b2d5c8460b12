/** Documented refusals of keys, secrets and parameters. */
import { policy, type RefusalTable, text } from "./table";

const kms = "https://docs.aws.amazon.com/kms/latest/APIReference";
const secrets = "https://docs.aws.amazon.com/secretsmanager/latest/apireference";
const ssm = "https://docs.aws.amazon.com/systems-manager/latest/APIReference";
const secretType = "aws:secretsmanager/secret:Secret";
const account = (id: string) => ({ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${id}:root` }, Action: "kms:*", Resource: "*" });

export const secretStores: readonly RefusalTable[] = [
  {
    type: "aws:kms/key:Key",
    source: `${kms}/API_CreateKey.html`,
    valid: { description: "orders" },
    rows: [
      { kind: "document not accepted", title: "a key policy that locks its owner out", refused: { policy: policy(account("444455556666")) }, accepted: { policy: policy(account("111122223333")) }, names: "policy" },
      {
        kind: "document not accepted",
        title: "a key policy that lets a service in and no administrator",
        refused: { policy: policy({ Effect: "Allow", Principal: { Service: "logs.us-east-1.amazonaws.com" }, Action: "kms:Encrypt", Resource: "*" }) },
        accepted: { policy: policy({ Effect: "Allow", Principal: { Service: "logs.us-east-1.amazonaws.com" }, Action: "kms:Encrypt", Resource: "*" }), bypassPolicyLockoutSafetyCheck: true },
        names: "policy",
      },
      { kind: "document not accepted", title: "a key policy that is no JSON", refused: { policy: "allow" }, accepted: { policy: policy(account("111122223333")) }, names: "policy" },
      { kind: "number out of its range", title: "deletion after six days", refused: { deletionWindowInDays: 6 }, accepted: { deletionWindowInDays: 7 }, names: "deletionWindowInDays", source: `${kms}/API_ScheduleKeyDeletion.html` },
      { kind: "number out of its range", title: "deletion after 31 days", refused: { deletionWindowInDays: 31 }, accepted: { deletionWindowInDays: 30 }, names: "deletionWindowInDays", source: `${kms}/API_ScheduleKeyDeletion.html` },
      { kind: "number out of its range", title: "rotation every 30 days", refused: { enableKeyRotation: true, rotationPeriodInDays: 30 }, accepted: { enableKeyRotation: true, rotationPeriodInDays: 90 }, names: "rotationPeriodInDays", source: `${kms}/API_EnableKeyRotation.html` },
      { kind: "not in the list of values", title: "an unknown kind of key", refused: { customerMasterKeySpec: "AES_256" }, accepted: { customerMasterKeySpec: "SYMMETRIC_DEFAULT" }, names: "customerMasterKeySpec" },
      { kind: "inputs contradict each other", title: "rotation of an asymmetric key", refused: { customerMasterKeySpec: "RSA_2048", enableKeyRotation: true }, accepted: { customerMasterKeySpec: "RSA_2048" }, names: "enableKeyRotation", source: `${kms}/API_EnableKeyRotation.html` },
      { kind: "inputs contradict each other", title: "encryption with an HMAC key", refused: { customerMasterKeySpec: "HMAC_256", keyUsage: "ENCRYPT_DECRYPT" }, accepted: { customerMasterKeySpec: "HMAC_256", keyUsage: "GENERATE_VERIFY_MAC" }, names: "keyUsage" },
    ],
  },
  {
    type: "aws:kms/alias:Alias",
    source: `${kms}/API_CreateAlias.html`,
    valid: { name: "alias/orders", targetKeyId: "<key.keyId>" },
    rows: [
      { kind: "text not allowed", title: "an alias without its prefix", refused: { name: "orders" }, accepted: {}, names: "name" },
      { kind: "text not allowed", title: "an alias of AWS", refused: { name: "alias/aws/orders" }, accepted: { name: "alias/awsorders" }, names: "name" },
      { kind: "conflict with another resource", title: "two aliases of one name", refused: { name: "alias/data" }, accepted: {}, names: "alias/data" },
      { kind: "reference to nothing", title: "an alias of a key that does not exist", refused: { targetKeyId: "1234abcd-12ab-34cd-56ef-1234567890ab" }, accepted: {}, names: "targetKeyId" },
    ],
  },
  {
    type: secretType,
    source: `${secrets}/API_CreateSecret.html`,
    valid: { name: "orders" },
    rows: [
      { kind: "conflict with another resource", title: "the name of a secret whose deletion is pending", refused: { name: "old" }, accepted: { name: "new" }, names: "deletion", before: [{ type: secretType, inputs: { name: "old", recoveryWindowInDays: 30 }, deleted: true }] },
      {
        kind: "conflict with another resource",
        title: "the name of a secret that is deleted with the default window",
        refused: { name: "old" },
        accepted: { name: "gone" },
        names: "deletion",
        before: [
          { type: secretType, inputs: { name: "old" }, deleted: true },
          { type: secretType, inputs: { name: "gone", recoveryWindowInDays: 0 }, deleted: true },
        ],
      },
      { kind: "conflict with another resource", title: "two secrets of one name", refused: { name: "database" }, accepted: {}, names: "name" },
      { kind: "text not allowed", title: "a name with a space", refused: { name: "orders database" }, accepted: { name: "orders/database" }, names: "name" },
      { kind: "text not allowed", title: "a name of 513 characters", refused: { name: text(513) }, accepted: { name: text(512) }, names: "name" },
      { kind: "number out of its range", title: "recovery for six days", refused: { recoveryWindowInDays: 6 }, accepted: { recoveryWindowInDays: 7 }, names: "recoveryWindowInDays", source: `${secrets}/API_DeleteSecret.html` },
      { kind: "number out of its range", title: "recovery for 31 days", refused: { recoveryWindowInDays: 31 }, accepted: { recoveryWindowInDays: 0 }, names: "recoveryWindowInDays", source: `${secrets}/API_DeleteSecret.html` },
    ],
  },
  {
    type: "aws:secretsmanager/secretVersion:SecretVersion",
    source: `${secrets}/API_PutSecretValue.html`,
    valid: { secretId: "<secret.id>", secretString: "value" },
    rows: [
      { kind: "text not allowed", title: "a value of 65,537 characters", refused: { secretString: text(65_537) }, accepted: { secretString: text(65_536) }, names: "secretString" },
      { kind: "inputs contradict each other", title: "text and bytes together", refused: { secretBinary: "dmFsdWU=" }, accepted: { secretString: undefined, secretBinary: "dmFsdWU=" }, names: "secretBinary" },
    ],
  },
  {
    type: "aws:ssm/parameter:Parameter",
    source: `${ssm}/API_PutParameter.html`,
    valid: { name: "/shop/url", type: "String", value: "https://shop.example" },
    rows: [
      { kind: "text not allowed", title: "a name of AWS", refused: { name: "/aws/shop" }, accepted: { name: "/shop/aws" }, names: "name" },
      { kind: "text not allowed", title: "a name with a space", refused: { name: "/shop/the url" }, accepted: {}, names: "name" },
      { kind: "text not allowed", title: "a name of 16 levels", refused: { name: "/a".repeat(16) }, accepted: { name: "/a".repeat(15) }, names: "name" },
      { kind: "text not allowed", title: "4,097 characters in a standard parameter", refused: { value: text(4097) }, accepted: { value: text(4097), tier: "Advanced" }, names: "value" },
      { kind: "text not allowed", title: "8,193 characters in an advanced parameter", refused: { value: text(8193), tier: "Advanced" }, accepted: { value: text(8192), tier: "Advanced" }, names: "value" },
      { kind: "not in the list of values", title: "an unknown type", refused: { type: "Secret" }, accepted: { type: "SecureString" }, names: "type" },
      { kind: "inputs contradict each other", title: "a value that its own pattern does not allow", refused: { allowedPattern: "^\\d+$" }, accepted: { allowedPattern: "^https://.*$" }, names: "allowedPattern" },
      { kind: "conflict with another resource", title: "two parameters of one name", refused: {}, accepted: { name: "/shop/other" }, names: "/shop/url", before: [{ type: "aws:ssm/parameter:Parameter", inputs: { name: "/shop/url", type: "String", value: "a" } }] },
    ],
  },
];
