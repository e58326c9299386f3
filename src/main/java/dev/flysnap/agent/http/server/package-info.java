/**
 * HTTP/1.1 for a server that strangers can reach: a virtual thread a connection, a deadline for
 * every wait for a client, and a limit for connections that have not shown a token, above which the
 * oldest of them gives way to a new one. So nobody can keep out those who have a token by holding
 * connections. Must not know the hook's contract.
 *
 * <p>The JDK's own server can do neither: it closes the newest connection where there are too many,
 * and its time limit for a request would end a long upload.
 */
@NullMarked
package dev.flysnap.agent.http.server;

import org.jspecify.annotations.NullMarked;
