/**
 * Commands as picocli understands them, written down when the program is built: to find them out
 * from the annotations took a short command a third of its time. The annotations stay the only
 * place where options are declared; a command that uses more of picocli than is written down is not
 * stored.
 */
@NullMarked
package dev.flysnap.cli.stored;

import org.jspecify.annotations.NullMarked;
