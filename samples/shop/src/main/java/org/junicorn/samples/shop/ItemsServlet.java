package org.junicorn.samples.shop;

import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Shows the items, and lets members add one. */
@WebServlet({"/items", "/members/items"})
public class ItemsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Resource(name = "jdbc/shop")
    private transient DataSource source;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Map<String, Integer> items = new LinkedHashMap<>();
        try (Connection connection = source.getConnection();
                PreparedStatement query = connection.prepareStatement("select name, cents from item order by name");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                items.put(rows.getString(1), rows.getInt(2));
            }
        } catch (SQLException e) {
            throw new ServletException(e);
        }
        request.setAttribute("items", items);
        request.getRequestDispatcher("/WEB-INF/items.jsp").forward(request, response);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String name = request.getParameter("name");
        String cents = request.getParameter("cents");
        if (name == null || name.isBlank() || cents == null || !cents.matches("[0-9]{1,6}")) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "an item has a name and a price in cents");
            return;
        }
        try (Connection connection = source.getConnection();
                PreparedStatement insert = connection.prepareStatement("merge into item key (name) values (?, ?)")) {
            insert.setString(1, name);
            insert.setInt(2, Integer.parseInt(cents));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new ServletException(e);
        }
        response.sendRedirect("items");
    }
}
