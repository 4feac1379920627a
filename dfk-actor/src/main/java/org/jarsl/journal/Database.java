package org.jarsl.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jarsl.protocol.CallKey;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file itself, in SQLite's format. It is the file's only user, which lets it do without shared memory and so live on
 * a network file system. Not thread-safe.
 */
final class Database implements AutoCloseable {
    static final String FILE = "journal.db";
    /** "Jarl" in ASCII: what the file command shows of a file's owner. */
    static final int APPLICATION_ID = 0x4a61726c;

    static final int VERSION = 1;
    private static final String UNPACKED = "org.sqlite.tmpdir";
    private static final String IGNORE = "; --ignore-journal sets it aside and starts without it";
    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE about (text TEXT)",
            "INSERT INTO about VALUES ('Results of the tasks of a run of Jarsl. A row of result is a call that has"
                    + " returned: high and low are 128 bits of a SHA-256 hash of app and arguments, value is CBOR"
                    + " (RFC 8949), crc is CRC-32C of high, low (big-endian) and value, ended is in ms since 1970.')",
            "CREATE TABLE head (id INTEGER PRIMARY KEY, started INTEGER NOT NULL)",
            "CREATE TABLE next_task (id INTEGER NOT NULL)",
            "INSERT INTO next_task VALUES (0)",
            "CREATE TABLE app (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
            "CREATE TABLE result (id INTEGER PRIMARY KEY, high INTEGER NOT NULL, low INTEGER NOT NULL,"
                    + " task INTEGER NOT NULL, app INTEGER NOT NULL, ended INTEGER NOT NULL, crc INTEGER NOT NULL,"
                    + " value BLOB NOT NULL)",
            "PRAGMA application_id = " + APPLICATION_ID,
            "PRAGMA user_version = " + VERSION);

    private final Path file;
    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final Map<String, Long> apps = new HashMap<>();

    /**
     * Makes it, or opens the one that is there.
     *
     * @param synced whether each commit waits for the disk
     * @throws JournalException when it cannot be used
     */
    Database(Path directory, boolean synced) {
        this.file = directory.resolve(FILE);
        if (System.getProperty(UNPACKED) == null) {
            // /tmp, where the library would unpack itself, often has no right to execute on clusters.
            System.setProperty(UNPACKED, directory.toString());
        }
        try {
            if (!Files.exists(file)) {
                create(directory);
            }
            this.connection = connect(file);
        } catch (SQLException | IOException e) {
            throw unusable(e);
        }
        try {
            execute("PRAGMA locking_mode = EXCLUSIVE");
            check();
            execute("PRAGMA journal_mode = WAL");
            execute("PRAGMA synchronous = " + (synced ? "FULL" : "NORMAL"));
            connection.setAutoCommit(false);
            execute("INSERT INTO head (started) VALUES (" + System.currentTimeMillis() + ")");
            connection.commit();
            this.insert = connection.prepareStatement(
                    "INSERT INTO result (high, low, task, app, ended, crc, value) VALUES (?, ?, ?, ?, ?, ?, ?)");
            this.select = connection.prepareStatement(
                    "SELECT id, high, low, crc, value FROM result WHERE id IN (SELECT value FROM json_each(?))");
            readApps();
        } catch (SQLException | IOException e) {
            closeQuietly();
            throw unusable(e);
        } catch (JournalException e) {
            closeQuietly();
            throw e;
        }
    }

    /** Under another name until it is whole, so that a file of this name which is not is always a damaged one. */
    private void create(Path directory) throws SQLException, IOException {
        Path unfinished = directory.resolve(FILE + ".new");
        Files.deleteIfExists(unfinished);
        try (Connection made = connect(unfinished);
                Statement statement = made.createStatement()) {
            made.setAutoCommit(false);
            for (String each : SCHEMA) {
                statement.execute(each);
            }
            made.commit();
        }
        Files.move(unfinished, file);
    }

    /** The name as a URI, since a question mark would begin the options. */
    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setGetGeneratedKeys(false); // else each insert is followed by a query for its row's number
        return config.createConnection("jdbc:sqlite:" + file.toUri());
    }

    /** Sets a file aside that is there, with what belongs to it. */
    static void setAside(Path directory) throws IOException {
        String suffix = ".ignored-" + System.currentTimeMillis();
        for (String part : List.of(FILE, FILE + "-wal", FILE + "-journal")) {
            if (Files.exists(directory.resolve(part))) {
                Files.move(directory.resolve(part), directory.resolve(part + suffix));
            }
        }
    }

    private void check() throws SQLException, IOException {
        if (Files.size(file) == 0) {
            throw new JournalException(file + " is empty, which no journal ever is" + IGNORE, null);
        }
        long application = number("PRAGMA application_id");
        if (application != APPLICATION_ID) {
            throw new JournalException(file + " is a database, but no journal of Jarsl" + IGNORE, null);
        }
        long version = number("PRAGMA user_version");
        if (version != VERSION) {
            throw new JournalException(
                    file + " has the format " + version + " of another version of Jarsl; this one reads format "
                            + VERSION + IGNORE,
                    null);
        }
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (!answer.next() || !"ok".equals(answer.getString(1))) {
                throw new JournalException(file + " is damaged (" + answer.getString(1) + ")" + IGNORE, null);
            }
        }
    }

    private JournalException unusable(Exception e) {
        int code = e instanceof SQLiteException known ? known.getResultCode().code : 0;
        String what = switch (SQLiteErrorCode.getErrorCode(code & 0xff)) {
            case SQLITE_NOTADB -> " is no journal, or its beginning is damaged" + IGNORE;
            case SQLITE_CORRUPT -> " is damaged" + IGNORE;
            case SQLITE_BUSY, SQLITE_LOCKED -> " is open in another process; only one head can have it";
            case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM -> " cannot be written";
            default -> " cannot be used";
        };
        return new JournalException(file + what + ": " + e.getMessage(), e);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            return answer.next() ? answer.getLong(1) : 0;
        }
    }

    private void readApps() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, name FROM app")) {
            while (rows.next()) {
                apps.put(rows.getString(2), rows.getLong(1));
            }
        }
    }

    /** All rows, in their order. */
    void index(Journal.Index index) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, high, low, task FROM result ORDER BY id")) {
            while (rows.next()) {
                index.add(new CallKey(rows.getLong(2), rows.getLong(3)), rows.getLong(1), rows.getLong(4));
            }
        }
    }

    long nextTask() throws SQLException {
        return number("SELECT id FROM next_task");
    }

    void setNextTask(long id) throws SQLException {
        execute("UPDATE next_task SET id = " + id);
    }

    void insert(Entry entry) throws SQLException {
        insert.setLong(1, entry.key().high());
        insert.setLong(2, entry.key().low());
        insert.setLong(3, entry.taskId());
        insert.setLong(4, app(entry.app()));
        insert.setLong(5, entry.endedAtMillis());
        insert.setInt(6, Entry.checksum(entry.key(), entry.value()));
        insert.setBytes(7, entry.value());
        insert.executeUpdate();
    }

    private long app(String name) throws SQLException {
        Long known = apps.get(name);
        if (known != null) {
            return known;
        }
        long id = apps.size() + 1L;
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO app VALUES (?, ?)")) {
            statement.setLong(1, id);
            statement.setString(2, name);
            statement.executeUpdate();
        }
        apps.put(name, id);
        return id;
    }

    /** The values of these rows, without those that are damaged. */
    Map<Long, byte[]> read(List<Long> wanted) throws SQLException {
        Map<Long, byte[]> values = new HashMap<>();
        select.setString(1, wanted.toString());
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                byte[] value = rows.getBytes(5);
                byte[] bytes = value == null ? new byte[0] : value;
                if (Entry.checksum(new CallKey(rows.getLong(2), rows.getLong(3)), bytes) == rows.getInt(4)) {
                    values.put(rows.getLong(1), bytes);
                }
            }
        }
        return values;
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** All that was committed is on the disk. */
    void sync() throws SQLException {
        connection.setAutoCommit(true);
        execute("PRAGMA wal_checkpoint(FULL)");
        connection.setAutoCommit(false);
    }

    JournalException broken(Throwable e) {
        return new JournalException(file + " can take no more results: " + e.getMessage(), e);
    }

    private void closeQuietly() {
        try {
            connection.close();
        } catch (SQLException e) {
            // Nothing was written, and why it cannot be used is being said.
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
