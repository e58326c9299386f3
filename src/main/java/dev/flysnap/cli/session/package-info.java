/**
 * One command's connection to Fly and to the journal, configured by flags, environment and files.
 */
@NullMarked
package dev.flysnap.cli.session;

import org.jspecify.annotations.NullMarked;
