// Two clients from npm, the official SDK of TypeScript and that of the AI SDK, which has a protocol of its own. Reads
// {client, server, calls} from standard input; writes the names of the tools, the replies, and their tokens.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { createMCPClient } from "@ai-sdk/mcp";
import { Experimental_StdioMCPTransport as StdioTransport } from "@ai-sdk/mcp/mcp-stdio";
import { getEncoding } from "js-tiktoken";
import { readFileSync } from "node:fs";

async function official({ url, command, args }) {
  const client = new Client({ name: "wrans-test", version: "1" });
  await client.connect(url ? new StreamableHTTPClientTransport(new URL(url)) : new StdioClientTransport({ command, args }));
  return {
    names: (await client.listTools()).tools.map((tool) => tool.name),
    call: ({ tool, arguments: given }) => client.callTool({ name: tool, arguments: given }),
    close: () => client.close(),
  };
}

async function aiSdk({ url, command, args }) {
  // A probe that is not answered within a second makes this client begin anew, in a way that the server then refuses.
  const options = url ? { type: "http", url } : new StdioTransport({ command, args });
  const client = await createMCPClient({ transport: options, protocolVersionDiscovery: Boolean(url) });
  const tools = await client.tools();
  return {
    names: Object.keys(tools),
    call: ({ tool, arguments: given }) => tools[tool].execute(given, { toolCallId: "1", messages: [] }),
    close: () => client.close(),
  };
}

const { client: name, server, calls } = JSON.parse(readFileSync(0, "utf8"));
const client = await { official, aiSdk }[name](server);
const replies = [];
for (const call of calls) {
  const { content, isError } = await client.call(call);
  replies.push({ text: content[0].text, is_error: Boolean(isError) });
}
await client.close();
const encodings = ["o200k_base", "cl100k_base"].map(getEncoding);
const tokens = replies.map(({ text }) => Math.max(...encodings.map((encoding) => encoding.encode(text).length)));
process.stdout.write(JSON.stringify({ names: client.names, replies, tokens }));
