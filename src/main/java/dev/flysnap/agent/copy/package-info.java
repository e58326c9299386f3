/**
 * Makes copies of databases beside their app, for callers that read them part by part and may come
 * again. Must not know HTTP.
 *
 * <pre>
 * look for room: for the copy, for what it is sealed into, and for what is left to the app
 * copy the database into a folder beside it, check it, seal it        // or, raw, unchecked, in WAL mode:
 * keep writers off for milliseconds, and seal the file while it is read, without a second one
 * remove it when it was read, when nobody asks for it any more, when the app needs its room,
 * and when the agent starts
 * </pre>
 */
@NullMarked
package dev.flysnap.agent.copy;

import org.jspecify.annotations.NullMarked;
