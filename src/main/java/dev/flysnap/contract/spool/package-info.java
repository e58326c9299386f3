/**
 * The files by which a shell script hands a request to an agent in the same machine, and takes its
 * answer: names, limits, and the two documents. Nothing else.
 */
@NullMarked
package dev.flysnap.contract.spool;

import org.jspecify.annotations.NullMarked;
