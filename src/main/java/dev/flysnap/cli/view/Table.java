package dev.flysnap.cli.view;

import dev.flysnap.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** A table whose columns are as wide as their texts; the last one wraps at the terminal's width. */
public final class Table {
    private static final int WIDE_GAP = 2;
    private static final int NARROW_GAP = 1;
    private static final int MIN_LAST_WIDTH = 10;

    private final Set<Integer> alignedRight;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param alignedRight columns of numbers, from 0
     */
    public Table(Integer... alignedRight) {
        this.alignedRight = Set.of(alignedRight);
    }

    /** Every row has as many cells as the first. */
    public Table row(Object... cells) {
        rows.add(List.of(cells).stream().map(String::valueOf).toList());
        return this;
    }

    public String text() {
        return text(Terminal.columns());
    }

    /**
     * @param columns the width of a line
     */
    String text(int columns) {
        if (rows.isEmpty()) {
            return "";
        }
        int last = rows.getFirst().size() - 1;
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            int column = i;
            widths.add(rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
        }
        int texts = widths.stream().mapToInt(Integer::intValue).sum();
        int gap = texts + last * WIDE_GAP <= columns ? WIDE_GAP : NARROW_GAP;
        List<Column> layout = new ArrayList<>();
        for (int i = 0; i < last; i++) {
            layout.add(new Column(widths.get(i) + gap, 0, Overflow.TRUNCATE));
        }
        int before = texts - widths.get(last) + last * gap;
        int room = Math.max(MIN_LAST_WIDTH, columns - before);
        layout.add(new Column(Math.max(1, Math.min(widths.get(last), room)), 0, Overflow.WRAP));
        TextTable table =
                TextTable.forColumns(
                        Help.defaultColorScheme(Ansi.OFF), layout.toArray(new Column[0]));
        table.indentWrappedLines = 0;
        for (List<String> row : rows) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i <= last; i++) {
                String pad = " ".repeat(widths.get(i) - row.get(i).length());
                cells.add(alignedRight.contains(i) ? pad + row.get(i) : row.get(i));
            }
            table.addRowValues(cells.toArray(new String[0]));
        }
        return table.toString().stripTrailing();
    }
}
