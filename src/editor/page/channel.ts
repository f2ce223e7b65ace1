/** A way to the server and back, one object of JSON at a time. */
export interface Channel<Sent, Received> {
  send(message: Sent): void;
  onMessage(listener: (message: Received) => void): void;
  onClose(listener: () => void): void;
}

/** Opens a channel beside the page; what is sent before it is open waits, and what is sent after it has closed is lost. */
export function openChannel<Sent, Received>(name: string): Channel<Sent, Received> {
  const socket = new WebSocket(new URL(name, location.href.replace(/^http/, "ws")));
  const waiting: string[] = [];
  socket.addEventListener("open", () => {
    for (const text of waiting.splice(0)) socket.send(text);
  });
  return {
    send(message) {
      const text = JSON.stringify(message);
      if (socket.readyState === WebSocket.CONNECTING) waiting.push(text);
      else if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    onMessage: listener => socket.addEventListener("message", ({ data }) => listener(JSON.parse(data as string) as Received)),
    onClose: listener => socket.addEventListener("close", listener),
  };
}
