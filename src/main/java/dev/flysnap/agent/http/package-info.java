/**
 * Serves the hook's contract and the metrics over HTTP. Translates requests; decides nothing about
 * leases or databases.
 */
@NullMarked
package dev.flysnap.agent.http;

import org.jspecify.annotations.NullMarked;
