import { galleryRequests } from "./indicators";
import { buildObjectiveRules } from "./objectives";
import { ofGallery } from "./recorded";
import type { RuleGroup, RuleOptions } from "./rule";

/** Rules on the service level objectives of the gallery's API and page together. */
export function slo({ objectives, timing }: RuleOptions): RuleGroup {
  return {
    name: "gallery-slo",
    rules: buildObjectiveRules(
      {
        requests: galleryRequests,
        objectives,
        recorded: ofGallery,
        alerts: { errors: "GalleryErrors", slow: "GallerySlowReads" },
        nouns: { all: "requests to the gallery", timed: "reads" },
        dashboard: "slo",
      },
      timing,
    ),
  };
}
