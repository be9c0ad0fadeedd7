{{ webshop_revenue_by('coupon', "coalesce(coupon_code, 'none')") }}
