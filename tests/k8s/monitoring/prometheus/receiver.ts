import { createServer } from "node:http";
import { listen } from "./exporters";

/** One message about alerts of one name. */
export interface Message {
  readonly way: "webhook" | "sns";
  readonly status: "FIRING" | "RESOLVED";
  readonly alert: string;
  readonly text: string;
  readonly at: number;
}

/** Receives Alertmanager's messages: at /webhook in Slack's format, elsewhere in the format of SNS. */
export async function startReceiver() {
  const messages: Message[] = [];
  const heartbeats: number[] = [];
  const refused = new Set<Message["way"]>();
  const take = (way: Message["way"], title: string, text: string) => {
    const [, status, alert] = /^(FIRING|RESOLVED): (\w+) \(/.exec(title) ?? [];
    if (alert === undefined || (status !== "FIRING" && status !== "RESOLVED"))
      throw new Error(`a message without a name: ${title}`);
    messages.push({ way, status, alert, text, at: Date.now() });
  };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      if (request.url === "/webhook") {
        if (refused.has("webhook")) {
          response.writeHead(500).end();
          return;
        }
        const { attachments } = JSON.parse(body) as { attachments: { title: string; text: string }[] };
        for (const { title, text } of attachments) take("webhook", title, text);
        response.end("ok");
        return;
      }
      const form = new URLSearchParams(body);
      if (form.get("TopicArn")?.endsWith(":heartbeat")) heartbeats.push(Date.now());
      else take("sns", form.get("Subject") ?? "", form.get("Message") ?? "");
      response.setHeader("content-type", "text/xml");
      response.end(
        "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PublishResponse>",
      );
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    messages,
    /** Arrival time of each heartbeat of the dead man's switch, in milliseconds. */
    heartbeats,
    /** Responds to the messages of one receiver with a server error until it is reset. */
    refused,
    /** Names of the alerts that fired through one receiver since a moment. */
    fired: (way: Message["way"], since: number) =>
      [
        ...new Set(
          messages
            .filter((message) => message.way === way && message.status === "FIRING" && message.at >= since)
            .map(({ alert }) => alert),
        ),
      ].sort(),
    /** Names of the alerts whose last message is firing. */
    firing: () => {
      const last = new Map(
        messages.filter(({ way }) => way === "webhook").map(({ alert, status }) => [alert, status]),
      );
      return [...last]
        .filter(([, status]) => status === "FIRING")
        .map(([alert]) => alert)
        .sort();
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
