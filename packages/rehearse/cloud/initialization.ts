/** The error of an operation that failed after it created or changed the resource. */
import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Incomplete } from "./steps";
import { toWire } from "./wire";

/** Tells the engine that the resource exists: the engine records it, and updates it again (proto/pulumi/provider.proto). */
export function initializationFailed({ resource, message }: Incomplete): grpc.Metadata {
  const failed = new ErrorResourceInitFailed()
    .setId(resource.id)
    .setProperties(toWire(resource.outputs))
    .setReasonsList([message]);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status().setCode(2).setMessage(message).setDetailsList([detail]);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}
