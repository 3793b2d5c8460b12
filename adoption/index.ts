/** What `groundwork adopt` has to know of the platform. */
import type { AdoptConfig } from "@groundwork/delivery/adoption/config";
import { FROM_ENVIRONMENT } from "../settings/guard-rails";
import { files } from "./files";
import { answerProblems, stackProblems } from "./problems";
import { ofNewStack, settingsOf } from "./settings";

export const adoption: AdoptConfig = {
  problems: answerProblems,
  settings: settingsOf,
  ofNewStack,
  stackProblems,
  instanceClasses: {
    keys: ["databaseInstanceClass", "databaseReplicaInstanceClass"],
    version: "databaseEngineVersion",
  },
  files,
  byHand: {
    clusterPublicAccessCidrs: "the addresses that reach the Kubernetes API over the internet",
    pipelineRunnerConnectionArn: "the CodeConnections connection to your repository (docs/operations.md)",
    galleryImage:
      "`npx --no groundwork images STACK --first` writes the images that you have built (README.md)",
    galleryThumbnailerImage: "as galleryImage",
  },
  placeholder:
    /111122223333|your-organization|example\.com|203\.0\.113\.|aaaaaaaa-1111|Z0123456789ABCDEFGHIJ|\/(gallery|thumbnailer):0\.1\.0/,
  renamed: [FROM_ENVIRONMENT],
};
