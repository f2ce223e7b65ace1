// Preloaded by the tests of trust: any use of the network ends the process, but for a server that only this machine can reach.
const dgram = require("node:dgram");
const dns = require("node:dns");
const { Server, Socket } = require("node:net");

const { listen } = Server.prototype;
const { lookup } = dns;
const end = what => () => {
  process.stderr.write(`CONFINED: ${what}\n`);
  process.exit(99);
};
Socket.prototype.connect = end("connect");
dgram.createSocket = end("dgram");
dns.lookup = (host, ...rest) => (host === "127.0.0.1" ? lookup(host, ...rest) : end("lookup")());
globalThis.fetch = end("fetch");
Server.prototype.listen = function (port, host, ...rest) {
  return host === "127.0.0.1" ? listen.call(this, port, host, ...rest) : end("listen")();
};
