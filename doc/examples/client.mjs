#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0-or-later
//
// client.mjs: ask a Fihrist daemon from Node.js; nothing but its built-in modules is needed.
//
//     const fihrist = await Fihrist.connect("/run/fihrist/news.sock");
//     const { hits, end } = await fihrist.call("search", { query: "actor:irgc proxy", limit: 3 });
//     const [iran, iraq] = await Promise.all(  // under way at the same time
//         ["iran", "iraq"].map((query) => fihrist.call("count", { query })));
//     fihrist.close();
//
// As a program, client.mjs SOCKET QUERY prints date and title of what is found. doc/protocol.md
// tells the methods, their params and the answers.

import { realpathSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";

const SILENCE_MS = 70000; // the daemon ends every request in a minute, unless told otherwise

/** What an answer failed with: `name` is for programs, `message` for people, `position` the byte of
 *  the query it is about, if there is one. */
export class FihristError extends Error {
    constructor({ name, message, position }) {
        super(message);
        Object.assign(this, { name, position });
    }

    /** `away` where it may help to try again later, `io` where it will not. */
    static ofSystem(what, { code, message }) {
        const lasting = ["EACCES", "EINVAL", "EMFILE", "ENAMETOOLONG", "ENOTDIR"].includes(code);
        return new FihristError({ name: lasting ? "io" : "away", message: `${what}: ${message}` });
    }
}

/** One connection. Calls may overlap as they like. After the error `away` make a new one. */
export class Fihrist {
    #socket;
    #open = new Map(); // by id, the calls under way: { hits, resolve, reject }
    #last = 0;
    #rest = ""; // a line of which only the beginning has come

    /** A promise of a connection to the daemon at that socket. */
    static connect(path) {
        return new Promise((resolve, reject) => {
            const socket = connect(path, () => resolve(new Fihrist(socket)));
            socket.once("error", (error) =>
                reject(FihristError.ofSystem(`cannot reach the daemon at '${path}'`, error)));
        });
    }

    constructor(socket) {
        this.#socket = socket;
        socket.setEncoding("utf8").on("data", (text) => this.#take(text));
        socket.on("close", () => this.#lose("the daemon closed the connection"));
        socket.on("error", (error) => this.#fail(FihristError.ofSystem("no answer", error)));
        socket.on("timeout", () => this.#open.size && socket.destroy(new Error("time out")));
        socket.setTimeout(SILENCE_MS);
    }

    /** A promise of the answer: { hits, end }. */
    call(method, params = {}) {
        return new Promise((resolve, reject) => {
            const id = ++this.#last;
            this.#open.set(id, { hits: [], resolve, reject });
            if (!this.#socket.writable) return this.#lose("the connection is closed");
            this.#socket.write(JSON.stringify({ id, method, params }) + "\n");
        });
    }

    close() {
        this.#socket.destroy();
    }

    // Lines end in "\n" only: U+2028, which `readline` takes for an end too, may stand in a text.
    #take(text) {
        this.#rest += text;
        if (!text.includes("\n")) return;
        const lines = this.#rest.split("\n");
        this.#rest = lines.pop();
        try {
            for (const line of lines) this.#takeLine(JSON.parse(line));
        } catch (error) {
            this.#socket.destroy(error); // not Fihrist's protocol
        }
    }

    // Answers come in any order, and their lines between each other.
    #takeLine({ id, hit, end, error }) {
        if (id === null) return this.#fail(new FihristError(error)); // about the whole connection
        const call = this.#open.get(id);
        if (hit) return call.hits.push(hit);
        this.#open.delete(id);
        if (end) call.resolve({ hits: call.hits, end });
        else call.reject(new FihristError(error));
    }

    #fail(error) {
        for (const call of this.#open.values()) call.reject(error);
        this.#open.clear();
    }

    #lose(message) {
        this.#fail(new FihristError({ name: "away", message }));
    }
}

/** Text without what could drive a terminal: control characters and turns of direction. */
const plain = (text) => text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, " ");

async function main([path, query, ...more]) {
    if (query === undefined || more.length > 0) {
        console.error("usage: client.mjs SOCKET QUERY");
        return 2;
    }
    let fihrist;
    try {
        fihrist = await Fihrist.connect(path);
        const { hits } = await fihrist.call("search", { query, snippets: 0 });
        for (const { date = "", title = "" } of hits) console.log(plain(`${date}  ${title}`));
        return hits.length > 0 ? 0 : 1;
    } catch (error) {
        console.error("client.mjs:", plain(error.message));
        return ["busy", "away"].includes(error.name) ? 75 : 2;
    } finally {
        fihrist?.close();
    }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
    process.exitCode = await main(process.argv.slice(2));
