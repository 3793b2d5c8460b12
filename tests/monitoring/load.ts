import { GalleryClient } from "../app/client";

/**
 * A light and even load: ten requests a second, one of twenty an upload. Requests are sent on time however long the
 * answers take, so that a slow gallery gets no less.
 */
export function startLightLoad(gallery: { url: string; token: string; metricsUrl: string }) {
  const client = new GalleryClient(gallery);
  const underWay = new Set<Promise<unknown>>();
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    const request = sent % 20 === 0 ? client.upload(`Load ${sent}`) : client.send("/api/photos");
    const settled = request.then(
      (response) => response.arrayBuffer(),
      () => {},
    );
    const done = settled.finally(() => underWay.delete(done));
    underWay.add(done);
  }, 100);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.allSettled(underWay);
    },
  };
}
