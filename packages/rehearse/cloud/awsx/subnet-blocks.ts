import type { IPv4 } from "ipaddr.js";
import { addressBehind, blockFrom, formatBlock, parseBlock } from "../cidr";
import type { SubnetSpec } from "./vpc-args";

/**
 * Computes the subnet blocks of each zone like the strategy "Auto" of awsx: the zones follow each other from the first address
 * of the VPC, and each subnet of a zone gets the first free block of its size.
 * https://github.com/pulumi/pulumi-awsx/blob/master/awsx/ec2/subnetDistributorNew.ts
 */
export function subnetBlocks(
  cidrBlock: string,
  zones: number,
  zoneMask: number,
  specs: readonly Pick<SubnetSpec, "cidrMask">[],
): string[][] {
  let zoneStart: IPv4 = parseBlock(cidrBlock).network;
  return Array.from({ length: zones }, (_, zone) => {
    if (zone > 0) zoneStart = addressBehind({ network: zoneStart, prefix: zoneMask });
    let free = zoneStart;
    return specs.map(({ cidrMask }, index) => {
      const block = blockFrom(free, cidrMask);
      if (index < specs.length - 1) free = addressBehind(block);
      return formatBlock(block);
    });
  });
}
