import type { Gallery } from "../../../../app/local/gallery";
import { GalleryClient } from "../../../app/client";

/**
 * A constant light load: ten requests a second, of twenty one an upload and one for the page. Requests are sent on
 * time however long the responses take, so that a slow gallery gets no less load.
 */
export function startLightLoad(api: Gallery, web: Gallery) {
  const client = new GalleryClient(api);
  const page = new GalleryClient(web);
  const underWay = new Set<Promise<unknown>>();
  const request = (number: number): Promise<Response> => {
    if (number % 20 === 0) return client.upload(`Load ${number}`);
    return number % 20 === 10 ? page.send("/") : client.send("/api/photos");
  };
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    const settled = request(sent).then(
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
