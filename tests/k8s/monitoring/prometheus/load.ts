import type { Gallery } from "../../../../app/local/gallery";
import { GalleryClient } from "../../../app/client";

/**
 * Sends ten requests per second. Of each twenty requests, one uploads a photo and one loads the page. The rate does not
 * depend on how long the responses take, so that a slow gallery gets the same load.
 */
export function startLightLoad(api: Gallery, web: Gallery) {
  const client = new GalleryClient(api);
  const page = new GalleryClient(web);
  const pending = new Set<Promise<unknown>>();
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
    const done = settled.finally(() => pending.delete(done));
    pending.add(done);
  }, 100);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.allSettled(pending);
    },
  };
}
