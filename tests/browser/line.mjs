// A wire between page and backend that can be cut and mended.
import { connect, createServer } from 'node:net';

export class Line {
    constructor(port) {
        this.to = port;
        this.pairs = new Set();
        this.whole = true;
        this.server = createServer((from) => {
            if (!this.whole) return from.destroy();
            const to = connect(this.to, '127.0.0.1');
            this.pairs.add(from).add(to);
            for (const [one, other] of [[from, to], [to, from]]) {
                one.pipe(other);
                one.on('error', () => other.destroy());
                one.on('close', () => { this.pairs.delete(one); other.destroy(); });
            }
        });
    }
    async listen() {
        await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
        this.port = this.server.address().port;
        return this;
    }
    cut() {
        this.whole = false;
        for (const socket of this.pairs) socket.destroy();
    }
    mend() {
        this.whole = true;
    }
    close() {
        this.cut();
        this.server.close();
    }
}
